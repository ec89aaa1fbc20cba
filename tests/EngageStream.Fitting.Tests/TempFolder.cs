using System.IO.Compression;

namespace EngageStream.Fitting.Tests;

/// <summary>A folder that lives as long as a test.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engage-fitting-");

    public string Write(string name, string content)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    public string WriteZipped(string name, string content)
    {
        string path = Path.Combine(_folder.FullName, name);
        using var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        writer.Write(content);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
