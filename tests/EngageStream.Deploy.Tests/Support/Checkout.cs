using System.Xml.Linq;

namespace EngageStream.Deploy.Tests.Support;

/// <summary>Files of the repository that the tests were built from.</summary>
internal static class Checkout
{
    /// <summary>The folder that holds <c>EngageStream.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The release, as Directory.Build.props has it.</summary>
    public static string Version { get; } =
        XDocument.Load(PathOf("Directory.Build.props")).Descendants("Version").Single().Value;

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

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
