"""Ways to pay. Each gateway speaks to one provider and knows nothing of sessions."""
