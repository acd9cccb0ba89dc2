"""fulfillment: what is on hand and promised, what is made or bought for orders, and what left the house."""

from chassis.language import speaks

speaks(__name__)
