"""Records of data/, one module for each data file or group of files."""
