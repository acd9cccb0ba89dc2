"""The Helm chart of deploy/chart: rendered, and held against Kubernetes, its operators and good practice."""
