using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>A test for each case that needs the Go compiler, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GoTheoryAttribute : TheoryAttribute
{
    public GoTheoryAttribute() => Skip = GoFactAttribute.Reason;
}

/// <summary>A test that needs the Go compiler, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GoFactAttribute : FactAttribute
{
    internal static readonly string? Reason = Tools.Go is null
        ? "Go is not installed: apt-get install golang-go golang-github-masterminds-sprig-dev to run this."
        : null;

    public GoFactAttribute() => Skip = Reason;
}
