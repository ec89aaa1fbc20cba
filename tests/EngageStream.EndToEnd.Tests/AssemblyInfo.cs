// Each test runs a broker and an engine with two threads: one after the other they are faster than side by side.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
