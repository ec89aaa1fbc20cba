namespace EngageStream.Deploy.Tests.Live;

/// <summary>Tests that share one <see cref="ObservedSystem"/>.</summary>
[CollectionDefinition(Name)]
public sealed class ObservedSystemGroup : ICollectionFixture<ObservedSystem>
{
    public const string Name = "observed system";
}
