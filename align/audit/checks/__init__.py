"""One small file a family or part of one. What stands here is found without being named."""
