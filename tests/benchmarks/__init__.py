"""What is measured rather than tested: side by side with a counterpart in the same run, since machines differ."""
