namespace EngageStream.Host.Paths;

/// <summary>
/// Where playbooks/ and demo/ lie: under ENGAGE_ROOT if it is set, else in the repository above the program, else beside the
/// program, where an installation has them.
/// </summary>
public static class ProjectFiles
{
    /// <summary>Variable that the <c>engage</c> script sets.</summary>
    public const string RootVariable = "ENGAGE_ROOT";

    private const string Marker = "EngageStream.sln";

    /// <summary>The folder.</summary>
    public static string Locate(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.TryGetValue(RootVariable, out string? root) && root.Length > 0)
        {
            return root;
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, Marker)))
            {
                return at.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
