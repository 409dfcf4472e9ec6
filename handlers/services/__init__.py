"""Services that one chooses from a menu, and the teams behind them (七助、组团、菜单式服务, R11)."""
