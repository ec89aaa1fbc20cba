// The runs start several processes each: one after the other they are steadier than side by side.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
