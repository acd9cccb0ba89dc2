"""The register of how freight is taxed."""
