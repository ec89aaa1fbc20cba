using EngageStream.Runtime.Scratch;

namespace EngageStream.Runtime.Tests.Scratch;

public sealed class ScratchFileTests : IDisposable
{
    private const int RegionBytes = 256 * 1024;
    private readonly string _folder = Directory.CreateTempSubdirectory("engage-scratch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back_also_after_it_left_memory()
    {
        // Memory for two windows, so that nearly every read takes the others out.
        using var file = new ScratchFile(_folder, RegionBytes, residentBytes: 0);
        var random = new Random(1);
        var expected = new Dictionary<int, byte[]>();
        for (int i = 0; i < 600; i++)
        {
            // More than one segment, and regions that are used again.
            if (expected.Count > 300 && random.Next(2) == 0)
            {
                int gone = expected.Keys.ElementAt(random.Next(expected.Count));
                expected.Remove(gone);
                file.Free(gone);
            }

            var bytes = new byte[RegionBytes];
            random.NextBytes(bytes.AsSpan(0, 4_096));
            random.NextBytes(bytes.AsSpan(RegionBytes - 4_096));
            int region = file.Write(bytes);
            Assert.True(expected.TryAdd(region, bytes), $"Region {region} was given out twice.");
        }

        foreach ((int region, byte[] bytes) in expected)
        {
            Assert.True(bytes.AsSpan().SequenceEqual(file.Read(region, 0, RegionBytes)));
            Assert.True(bytes.AsSpan(RegionBytes - 100).SequenceEqual(file.Read(region, RegionBytes - 100, 100)));
        }

        Assert.Equal((long)expected.Count * RegionBytes, file.UsedBytes);
    }

    [Fact]
    public void The_file_has_no_name_while_it_is_in_use()
    {
        using var file = new ScratchFile(_folder, RegionBytes, 0);
        file.Write(new byte[RegionBytes]);
        // On Windows the name goes with the process.
        Assert.True(OperatingSystem.IsWindows() || Directory.GetFiles(_folder).Length == 0);
    }

    [Fact]
    public void What_is_mapped_stays_within_the_limit_for_the_kernel_too()
    {
        const long Limit = 4 * 1024 * 1024;
        const int Regions = 256;
        using var file = new ScratchFile(_folder, RegionBytes, Limit);
        var bytes = new byte[RegionBytes];
        new Random(2).NextBytes(bytes);
        for (int i = 0; i < Regions; i++)
        {
            file.Write(bytes);
        }

        long sum = 0;
        long highest = 0;
        for (int i = 0; i < 5_000; i++)
        {
            sum += file.Read(i * 7 % Regions, i * 13 * 64 % RegionBytes, 64)[0];
            Assert.InRange(file.ResidentBytes, 0, Limit + (2 * ScratchSegment.WindowBytes));
            highest = i % 50 == 0 ? Math.Max(highest, MappedFileBytes()) : highest;
        }

        Assert.NotEqual(0, sum);
        // A file system may hold the file in somewhat larger pieces than it was written in.
        Assert.InRange(highest, OperatingSystem.IsLinux() ? 1 : 0, 2 * Limit);
    }

    // What Linux itself says about the mapping: the "Rss" of the file without a name.
    private long MappedFileBytes()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        long kilobytes = 0;
        bool isOurs = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            if (line.Contains('-', StringComparison.Ordinal) && !line.Contains("kB", StringComparison.Ordinal))
            {
                isOurs = line.Contains(_folder, StringComparison.Ordinal);
            }
            else if (isOurs && line.StartsWith("Rss:", StringComparison.Ordinal))
            {
                string number = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
                kilobytes += long.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        return kilobytes * 1024;
    }
}
