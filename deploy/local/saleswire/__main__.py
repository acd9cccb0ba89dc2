"""`python -m saleswire` is the saleswire command."""

from saleswire.cli import main

main()
