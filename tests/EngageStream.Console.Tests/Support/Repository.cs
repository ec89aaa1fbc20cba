namespace EngageStream.Console.Tests.Support;

/// <summary>Files of the repository that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EngageStream.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No EngageStream.sln above {AppContext.BaseDirectory}.");
    }
}
