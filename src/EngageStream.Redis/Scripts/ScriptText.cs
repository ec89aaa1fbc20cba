using System.Reflection;

namespace EngageStream.Redis.Scripts;

/// <summary>
/// The Lua scripts beside this file. A script is one step of Redis: everything in it happens, and nothing else between. (Its
/// effects also reach replicas and the append-only file as one MULTI.)
/// </summary>
internal static class ScriptText
{
    private const string Include = "--#include people\n";

    /// <summary>Projects a batch.</summary>
    public static string Apply { get; } = Load("apply");

    /// <summary>Reads positions.</summary>
    public static string Positions { get; } = Load("positions");

    /// <summary>Begins a rebuild.</summary>
    public static string Rebuild { get; } = Load("rebuild");

    /// <summary>Moves a rebuild on.</summary>
    public static string Phase { get; } = Load("phase");

    /// <summary>Ends a rebuild.</summary>
    public static string Sweep { get; } = Load("sweep");

    /// <summary>Forgets the expired.</summary>
    public static string Expire { get; } = Load("expire");

    /// <summary>Reads a page of people.</summary>
    public static string Page { get; } = Load("page");

    private static string Load(string name)
    {
        string text = Read(name);
        return text.Contains(Include, StringComparison.Ordinal) ? text.Replace(Include, Read("people"), StringComparison.Ordinal) : text;
    }

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.lua")
            ?? throw new InvalidOperationException($"The script {name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
