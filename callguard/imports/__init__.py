"""Files that shops export from seller consoles and ERPs, read row by row; nothing here writes."""
