namespace EngageStream.Runtime.Tests.Users;

/// <summary>Tests that measure the memory of the process: no others run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
