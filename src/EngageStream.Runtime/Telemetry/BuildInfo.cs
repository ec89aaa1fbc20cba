using System.Reflection;

namespace EngageStream.Runtime.Telemetry;

/// <summary>Version of the program and the commit it was built from.</summary>
public static class BuildInfo
{
    // "0.1.0+<commit>"; the commit is there when it was built in a git repository.
    private static readonly string[] Parts =
        (typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown")
        .Split('+', 2);

    /// <summary>The version.</summary>
    public static string Version => Parts[0];

    /// <summary>The commit, or <c>unknown</c>.</summary>
    public static string Commit => Parts.Length > 1 ? Parts[1] : "unknown";
}
