using System.Globalization;
using System.Runtime.InteropServices;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Tests.Users;
using NativeMemory = EngageStream.Runtime.Streams.NativeMemory;

namespace EngageStream.Runtime.Tests.Streams;

[Collection(Alone.Name)]
public unsafe class NativeMemoryTests
{
    private const int Blocks = 32;
    private const int BlockBytes = 128 * 1024;
    private const int Rounds = 20;
    private static readonly int PagesOfARound = Blocks * BlockBytes / Environment.SystemPageSize;

    // A stream thread sends as much at a commit, and all of it is freed before the next. By default glibc gives up each round's memory,
    // if not always: where other threads have left a gap before, it is used again.
    [GlibcFact]
    public void What_is_freed_is_kept_while_there_is_work_also_after_all_was_given_back()
    {
        var idle = new IdleMemory(() => 0, () => { });
        idle.Passivate([], quiet: false);
        Assert.InRange(PageFaultsOfRounds(), 0, PagesOfARound);

        NativeMemory.Trim();
        idle.Passivate([], quiet: false);
        Assert.InRange(PageFaultsOfRounds(), 0, PagesOfARound);
    }

    private static long PageFaultsOfRounds()
    {
        long faults = 0;
        var thread = new Thread(() =>
        {
            SendAndFree();
            long before = PageFaults();
            for (int round = 0; round < Rounds; round++)
            {
                SendAndFree();
            }

            faults = PageFaults() - before;
        });
        thread.Start();
        thread.Join();
        return faults;
    }

    private static void SendAndFree()
    {
        void*[] blocks = new void*[Blocks];
        for (int i = 0; i < Blocks; i++)
        {
            blocks[i] = System.Runtime.InteropServices.NativeMemory.Alloc(BlockBytes);
            new Span<byte>(blocks[i], BlockBytes).Fill(1);
        }

        foreach (void* block in blocks)
        {
            System.Runtime.InteropServices.NativeMemory.Free(block);
        }
    }

    // Field 10 of the thread's own line; the name before it ends with a bracket and may hold blanks.
    private static long PageFaults()
    {
        string line = File.ReadAllText("/proc/thread-self/stat");
        return long.Parse(line[(line.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class GlibcFactAttribute : FactAttribute
    {
        public GlibcFactAttribute() => Skip = OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out _)
            ? null
            : "The C library is not glibc, whose settings this is about.";
    }
}
