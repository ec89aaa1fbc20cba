namespace EngageStream.Tests.Shared;

/// <summary>
/// Finds the real data sets that some tests run on. They are not part of the repository: the environment variable
/// <c>ENGAGE_SHARED</c> names their folder, or a folder <c>shared/data</c> lies beside the repository or one of its parents.
/// </summary>
internal static class SharedData
{
    /// <summary>Environment variable with the folder that holds <c>data/</c>, or with that folder itself.</summary>
    public const string Variable = "ENGAGE_SHARED";

    /// <summary>Full path of a file such as <c>cdnow/CDNOW_sample.txt</c>, or null where it is absent.</summary>
    public static string? Find(string name) => Candidates().Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            yield return Path.Combine(named, "data");
            yield return named;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "shared", "data");
        }
    }
}
