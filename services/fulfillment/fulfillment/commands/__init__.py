"""What is done in fulfillment, by use case. Each loads and locks, asks the model, publishes and saves."""
