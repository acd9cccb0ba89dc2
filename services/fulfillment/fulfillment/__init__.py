"""fulfillment: what is on hand and promised, what is made or bought for orders, and what left the house."""
