using Microsoft.Win32.SafeHandles;

namespace EngageStream.Runtime.Scratch;

/// <summary>
/// A file for what does not fit into memory, in regions of one size. It is a cache: it begins empty, and its name is gone as
/// soon as it is open, so that it leaves nothing behind, however the process ends. (Windows cannot take the name away before
/// the process has ended, and does it then.) Regions are written by calls and read through a mapping: a full disk is an error
/// of the call, where a write to the mapping would end the process. Not thread-safe.
/// </summary>
internal sealed class ScratchFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly List<ScratchSegment> _segments = [];
    private readonly Stack<int> _free = new();
    private readonly int _regionBytes;
    private readonly int _maxTouched;
    private int _regions;
    private int _touched;

    /// <param name="folder">Where the file is made.</param>
    /// <param name="regionBytes">Size of a region; a divisor of <see cref="ScratchSegment.Bytes"/>.</param>
    /// <param name="residentBytes">Most bytes of the file that the process's memory holds at a time.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made.</exception>
    public ScratchFile(string folder, int regionBytes, long residentBytes)
    {
        _regionBytes = regionBytes;
        _maxTouched = (int)Math.Max(2, residentBytes / ScratchSegment.WindowBytes);
        string path = Path.Combine(folder, $"engagestream-{Environment.ProcessId}-{Guid.NewGuid():N}.scratch");
        bool isWindows = OperatingSystem.IsWindows();
        _file = File.OpenHandle(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete,
            isWindows ? FileOptions.DeleteOnClose : FileOptions.None);
        if (!isWindows)
        {
            File.Delete(path);
        }
    }

    /// <summary>Bytes of the regions in use.</summary>
    public long UsedBytes => (long)(_regions - _free.Count) * _regionBytes;

    /// <summary>Bytes that the process's memory may hold of the file.</summary>
    public long ResidentBytes => (long)_touched * ScratchSegment.WindowBytes;

    /// <summary>Writes a region and returns its number.</summary>
    /// <exception cref="IOException">The disk is full, or failed; nothing has changed.</exception>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        int region = _free.TryPeek(out int free) ? free : _regions;
        if (region == _segments.Count * RegionsPerSegment)
        {
            long end = (long)_segments.Count * ScratchSegment.Bytes;
            RandomAccess.SetLength(_file, end + ScratchSegment.Bytes);
            _segments.Add(new ScratchSegment(_file, end));
        }

        RandomAccess.Write(_file, bytes, (long)region * _regionBytes);
        if (region == _regions)
        {
            _regions++;
        }
        else
        {
            _free.Pop();
        }

        return region;
    }

    /// <summary>Gives a region up.</summary>
    public void Free(int region) => _free.Push(region);

    /// <summary>
    /// A region from some place on, of which <paramref name="needed"/> bytes are about to be read. Valid until it is given up.
    /// </summary>
    public ReadOnlySpan<byte> Read(int region, int from, int needed)
    {
        ReleaseAtLimit();
        ScratchSegment segment = _segments[region / RegionsPerSegment];
        _touched -= segment.Touched;
        ReadOnlySpan<byte> bytes = segment.Read((region % RegionsPerSegment * _regionBytes) + from, _regionBytes - from, needed);
        _touched += segment.Touched;
        return bytes;
    }

    /// <summary>Has a part of a region read in the background.</summary>
    public void ReadAhead(int region, int from, int length) =>
        _segments[region / RegionsPerSegment].ReadAhead((region % RegionsPerSegment * _regionBytes) + from, length);

    /// <summary>Closes and so deletes the file. Spans of it must not be used any more.</summary>
    public void Dispose()
    {
        _segments.ForEach(segment => segment.Dispose());
        _segments.Clear();
        _file.Dispose();
    }

    private int RegionsPerSegment => ScratchSegment.Bytes / _regionBytes;

    // All at once: to know which was read longest ago would cost more than to map the few that are read again.
    private void ReleaseAtLimit()
    {
        if (_touched >= _maxTouched)
        {
            _segments.ForEach(segment => segment.Release());
            _touched = 0;
        }
    }
}
