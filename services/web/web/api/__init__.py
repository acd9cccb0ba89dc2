"""What the services answer, by their own descriptions; `make schemas` writes a module for each of them."""
