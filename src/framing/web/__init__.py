"""The page and its REST API: thin, as the command line is; the ``serve`` extra."""
