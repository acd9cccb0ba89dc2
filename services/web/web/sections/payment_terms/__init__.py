"""The register of payment terms."""
