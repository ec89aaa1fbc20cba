namespace EngageStream.Deploy.Tests.Support;

/// <summary>Files of the repository that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string Top = Find();

    /// <summary>Full path of a file or folder.</summary>
    /// <param name="path">Relative to the top.</param>
    public static string PathOf(string path) => Path.Combine(Top, path);

    /// <summary>Text of a file.</summary>
    /// <param name="path">Relative to the top.</param>
    public static string Read(string path) => File.ReadAllText(PathOf(path));

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EngageStream.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No EngageStream.sln above {AppContext.BaseDirectory}");
    }
}
