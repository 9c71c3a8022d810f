"""The file formats, one module each; they are imported in the sandbox only."""
