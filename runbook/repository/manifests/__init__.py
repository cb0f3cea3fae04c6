"""Package manifests: names, versions and addresses as far as they are static."""
