"""What the pages and the API share: the request's context, language, words, errors and headers."""
