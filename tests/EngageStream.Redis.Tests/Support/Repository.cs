namespace EngageStream.Redis.Tests.Support;

/// <summary>Files of the repository.</summary>
internal static class Repository
{
    private static readonly string Root = Find(AppContext.BaseDirectory);

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "EngageStream.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
