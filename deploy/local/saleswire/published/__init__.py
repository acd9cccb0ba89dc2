"""What outsiders read about our messages, made from the contracts: schemas, examples, AsyncAPI, a page."""
