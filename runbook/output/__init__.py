"""Problems and findings as text and as data; one file a format."""
