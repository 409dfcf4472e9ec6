"""Privacy (个人信息保护): what is kept of somebody, how they see, correct and delete it; for how long."""
