"""The process beside the web server that reminds, releases, expires and moves."""
