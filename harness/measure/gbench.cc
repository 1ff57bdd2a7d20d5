// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/gbench.h"

#include <benchmark/benchmark.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

/* What finish() is given: the library's own state, under a name that C can say. */
struct gbench_state {
	benchmark::State &state;
};

namespace
{

size_t failures;

void fail(benchmark::State &state, const memtax_error &err)
{
	if (!state.error_occurred())
		failures++;
	state.SkipWithError(err.text);
}

/* The body of every registered benchmark. May throw bad_alloc, through C++ frames alone. */
void run_case(benchmark::State &state, const gbench_case &c)
{
	const auto iterations = static_cast<uint64_t>(state.max_iterations);
	gbench_state handle{ state };
	memtax_error err{};

	if (c.prepare && c.prepare(c.user, &err) != 0) {
		fail(state, err);
		return;
	}
	/* Turns once: the library times from the first call of its condition to the second. */
	while (state.KeepRunningBatch(state.max_iterations)) {
		if (c.batch(c.user, iterations, &err) != 0) {
			fail(state, err);
			break;
		}
	}
	memtax_error finish_err{};
	if (c.finish && c.finish(c.user, iterations, &handle, &finish_err) != 0)
		fail(state, finish_err);
}

/* The value of `--key=value`, or NULL. */
const char *flag_value(const char *arg, const char *key)
{
	const size_t length = std::strlen(key);

	if (std::strncmp(arg, key, length) != 0 || arg[length] != '=')
		return nullptr;
	return arg + length + 1;
}

int check_format(const char *arg, const char *key, memtax_error *err)
{
	const char *value = flag_value(arg, key);

	if (!value || !std::strcmp(value, "console") || !std::strcmp(value, "json") ||
	    !std::strcmp(value, "csv"))
		return 0;
	return memtax_fail(err, "%s: no format '%s'; there are console, json and csv", key, value);
}

/* libbenchmark exits when it cannot write; say so before anything is measured. */
int check_out(const char *arg, memtax_error *err)
{
	const char *path = flag_value(arg, "--benchmark_out");
	std::FILE *file;

	if (!path || !*path)
		return 0;
	file = std::fopen(path, "a");
	if (!file)
		return memtax_fail(err, "--benchmark_out: '%s' cannot be written: %s", path,
				   std::strerror(errno));
	std::fclose(file);
	return 0;
}

} // namespace

extern "C" {

int gbench_init(int *argc, char **argv, memtax_error *err)
try {
	for (int i = 1; i < *argc; i++) {
		if (check_format(argv[i], "--benchmark_format", err) ||
		    check_format(argv[i], "--benchmark_out_format", err) || check_out(argv[i], err))
			return -1;
	}
	benchmark::Initialize(argc, argv);
	for (int i = 1; i < *argc; i++) {
		if (!std::strncmp(argv[i], "--benchmark_", std::strlen("--benchmark_")))
			return memtax_fail(
				err, "'%s': no such flag of Google Benchmark, or no such value",
				argv[i]);
	}
	return 0;
} catch (const std::exception &e) {
	return memtax_fail(err, "Google Benchmark does not start: %s", e.what());
}

int gbench_register(const gbench_case *c, memtax_error *err)
try {
	const gbench_case copy = *c; /* the library copies the name */

	if (!c->name || !*c->name || !c->batch)
		return memtax_fail(err, "a benchmark needs a name and something to time");
	if (c->iterations > INT64_MAX)
		return memtax_fail(err, "'%s': too many iterations", c->name);
	auto *registered = benchmark::RegisterBenchmark(
		c->name, [copy](benchmark::State &state) { run_case(state, copy); });
	if (c->iterations)
		registered->Iterations(static_cast<benchmark::IterationCount>(c->iterations));
	return 0;
} catch (const std::exception &e) {
	return memtax_fail(err, "'%s' cannot be registered: %s", c->name, e.what());
}

int gbench_context(const char *key, const char *value, memtax_error *err)
try {
	benchmark::AddCustomContext(key, value);
	return 0;
} catch (const std::exception &e) {
	return memtax_fail(err, "context '%s' cannot be set: %s", key, e.what());
}

void gbench_set_items(gbench_state *state, uint64_t items)
try {
	state->state.SetItemsProcessed(static_cast<int64_t>(items));
} catch (const std::exception &e) {
	state->state.SkipWithError("out of memory");
}

int gbench_set_counter(gbench_state *state, const char *name, double value)
try {
	state->state.counters[name] = benchmark::Counter(value);
	return 0;
} catch (const std::exception &e) {
	return -1;
}

int gbench_run(gbench_tally *tally, memtax_error *err)
try {
	static bool ran;

	*tally = {};
	if (ran)
		return memtax_fail(err, "Google Benchmark runs once a process");
	ran = true;
	failures = 0;
	tally->chosen = benchmark::RunSpecifiedBenchmarks();
	tally->failed = failures;
	if (!tally->chosen)
		return memtax_fail(err,
				   "no benchmark matches --benchmark_filter=%s (a regular "
				   "expression; --benchmark_list_tests=true lists all)",
				   benchmark::GetBenchmarkFilter().c_str());
	return 0;
} catch (const std::exception &e) {
	return memtax_fail(err, "Google Benchmark stopped: %s", e.what());
}

void gbench_shutdown(void)
{
	benchmark::ClearRegisteredBenchmarks();
	benchmark::Shutdown();
}

} // extern "C"
