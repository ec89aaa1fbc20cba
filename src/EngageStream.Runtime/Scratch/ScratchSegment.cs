using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace EngageStream.Runtime.Scratch;

/// <summary>
/// A part of the scratch file, mapped for reading, that knows how much of it is in the process's memory at most. The kernel maps
/// what lies around a page that is read, up to an aligned window of 64 KB, so windows are what is counted.
/// </summary>
internal sealed unsafe class ScratchSegment : IDisposable
{
    public const int Bytes = 64 * 1024 * 1024;
    public const int WindowBytes = 1 << WindowBits;

    private const int WindowBits = 16;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    // By the window's address, for the mapping need not begin at a window: one more than fit.
    private readonly bool[] _touched = new bool[(Bytes >> WindowBits) + 1];

    public ScratchSegment(SafeFileHandle file, long offset)
    {
        _file = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(offset, Bytes, MemoryMappedFileAccess.Read);
        // Not AcquirePointer: it would keep the mapping, and the file's space, when the segment is collected.
        _start = (byte*)_view.SafeMemoryMappedViewHandle.DangerousGetHandle() + _view.PointerOffset;
    }

    /// <summary>Windows that may be in memory.</summary>
    public int Touched { get; private set; }

    /// <summary>A part of the segment, which the caller is about to read as far as <paramref name="needed"/> bytes.</summary>
    public ReadOnlySpan<byte> Read(int from, int length, int needed)
    {
        Touch(from);
        Touch(from + needed - 1);
        return new ReadOnlySpan<byte>(_start + from, length);
    }

    /// <summary>Has a part read from the file in the background.</summary>
    public void ReadAhead(int from, int length)
    {
        if (!_touched[WindowOf(from)])
        {
            MappedMemory.ReadAhead(_start + from, (nuint)length);
        }
    }

    /// <summary>Takes the segment out of memory. Spans of it stay valid.</summary>
    public void Release()
    {
        if (Touched > 0)
        {
            MappedMemory.Release(_start, Bytes);
            Array.Clear(_touched);
            Touched = 0;
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private void Touch(int at)
    {
        ref bool touched = ref _touched[WindowOf(at)];
        if (!touched)
        {
            touched = true;
            Touched++;
        }
    }

    private int WindowOf(int at) => (int)(((nuint)(_start + at) >> WindowBits) - ((nuint)_start >> WindowBits));
}
