"""One converter a case: `tables` reads the case's own files and gives the settings and tables of a study."""
