"""The index: what the files of all archives say, in a database that can be made again."""
