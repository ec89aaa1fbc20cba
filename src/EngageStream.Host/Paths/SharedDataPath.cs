namespace EngageStream.Host.Paths;

/// <summary>
/// Finds data sets that are no part of the repository: under the folder that ENGAGE_SHARED names, else in <c>shared/data</c>
/// beside the repository or beside one of the folders above it.
/// </summary>
public static class SharedDataPath
{
    /// <summary>Variable that names the folder <c>shared</c>, or its <c>data</c>.</summary>
    public const string Variable = "ENGAGE_SHARED";

    /// <summary>The path of a data set's file, or null when it is not at hand.</summary>
    /// <param name="relative">Path below <c>data</c>.</param>
    /// <param name="root">Folder from which to look upwards.</param>
    /// <param name="environment">Environment variables.</param>
    public static string? Find(string relative, string root, IReadOnlyDictionary<string, string> environment)
    {
        IEnumerable<string> folders = environment.TryGetValue(Variable, out string? shared) && shared.Length > 0
            ? [Path.Combine(shared, "data"), shared]
            : Above(root).Select(folder => Path.Combine(folder, "shared", "data"));
        return folders.Select(folder => Path.Combine(folder, relative)).FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> Above(string root)
    {
        for (var at = new DirectoryInfo(root); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }
}
