# SPDX-License-Identifier: GPL-2.0-or-later
lint: ## formatting, static analysis, the project's own rules
	sh tests/lint.sh
