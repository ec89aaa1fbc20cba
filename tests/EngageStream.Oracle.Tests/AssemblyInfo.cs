// Runs of the engine with a broker: one after the other they are faster than side by side.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
