# The one interface. `make help` says what there is.
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-fast test-server test-long check fmt lock bench sbom weaknesses
COMPILE = var/uv/bin/uv pip compile -q --universal --python-version 3.12 --generate-hashes --no-header \
          --no-emit-index-url

# Where this is set, every start compiles a thousand modules again: 8 s instead of 3.4 s.
unexport PYTHONDONTWRITEBYTECODE
PARALLEL = -n 2 --dist loadfile

help: ## 这张表 · This list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; \
	  do printf '  make %-12s %s\n' "$$name" "$$text"; done

setup: ## 准备程序 · Prepare .venv/bin/guihang and the front end
	@scripts/setup.sh

demo: setup ## 打开演示 · Open the demo region in the browser
	@exec .venv/bin/guihang demo

test: ## 全部检查和测试 · All checks and tests, with a real database and browser
	@scripts/setup.sh dev
	@scripts/browser.sh
	@scripts/check.sh; checked=$$?; .venv/bin/pytest $(PARALLEL) $(ARGS) && exit $$checked

test-fast: ## 引擎和结构 · Engines and architecture only
	@scripts/setup.sh dev
	@exec .venv/bin/pytest tests/engines tests/architecture $(ARGS)

test-server: ## 在本机 PostgreSQL 15 上测试 · The tests on the machine's own PostgreSQL 15
	@scripts/setup.sh dev
	@scripts/browser.sh
	@exec scripts/server15.sh .venv/bin/pytest $(PARALLEL) $(ARGS)

test-long: ## 测试的长版本 · The tests of security and of pages with larger numbers
	@scripts/setup.sh dev
	@GUIHANG_LONG=100000 exec .venv/bin/pytest tests/security tests/core/postgres \
	  tests/journeys/test_pages.py --timeout 7200 $(ARGS)

check: ## 静态检查 · Linters
	@scripts/setup.sh dev
	@exec scripts/check.sh

fmt: ## 整理格式 · Format the code
	@scripts/setup.sh dev
	@.venv/bin/ruff check -q --fix . ; .venv/bin/ruff format .

lock: setup ## 重写锁定文件 · Write the lock files anew; both hold the same versions
	$(COMPILE) --group dev pyproject.toml -o requirements-dev.lock
	$(COMPILE) --no-annotate -c requirements-dev.lock pyproject.toml -o requirements.lock
	for tool in uv node; do sed -n 's/^\([a-z-]*==[^ ]*\).*/\1/p' requirements-$$tool.lock >var/$$tool.in && \
	  $(COMPILE) --no-annotate var/$$tool.in -o requirements-$$tool.lock || exit 1; done

sbom: ## 部件清单 · The parts of the product (CycloneDX), in var/sbom.json
	@mkdir -p var && python3 scripts/sbom.py >var/sbom.json && echo var/sbom.json

weaknesses: ## 已知弱点 · Compare the locked parts with the published weaknesses (needs PyPI and npm)
	@exec scripts/weaknesses.sh

bench: ## 性能测量 · Measure beside pgbench and a plain Django endpoint
	@scripts/setup.sh dev
	@exec .venv/bin/python -m bench $(ARGS)
