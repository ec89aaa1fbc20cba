namespace EngageStream.Runtime.Tests.Users;

/// <summary>A test of large pages; skipped, and said so, where the system grants or reports none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LargePagesFactAttribute : FactAttribute
{
    public LargePagesFactAttribute() => Skip = LargePages.WhyNot;
}
