using System.Text;

namespace EngageStream.Host.Configuration;

/// <summary>Files that hold one value, such as a password. What is in them never gets into a message.</summary>
internal static class SecretFile
{
    private const int MaxBytes = 1024 * 1024;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The content without its final line break.</summary>
    /// <exception cref="IOException">It cannot be read; the message says why.</exception>
    public static string Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] bytes = new byte[MaxBytes + 1];
            int size = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (size > MaxBytes)
            {
                throw new IOException($"it has more than {MaxBytes} bytes");
            }

            ReadOnlySpan<byte> text = bytes.AsSpan(0, size);
            text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
            return Strict.GetString(text.EndsWith("\r\n"u8) ? text[..^2] : text.EndsWith("\n"u8) ? text[..^1] : text);
        }
        catch (DecoderFallbackException)
        {
            throw new IOException("it is not UTF-8");
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException(Directory.Exists(path) ? "it is a folder" : fault.Message, fault);
        }
        catch (FileNotFoundException fault)
        {
            throw new IOException("there is no such file", fault);
        }
        catch (DirectoryNotFoundException fault)
        {
            throw new IOException("there is no such folder", fault);
        }
    }

    /// <summary>Whether every user of this machine may read it. False where that cannot be told.</summary>
    public static bool IsPublic(string path) => !OperatingSystem.IsWindows() && File.Exists(path)
        && (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != 0;

    /// <summary>What to say about a file that everyone may read.</summary>
    public static string PublicWarning(string path) => $"{path} can be read by every user of this machine: chmod 600 it";
}
