using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Tests.Users;

[Collection(Alone.Name)]
public sealed class HugePagesTests
{
    private const int Pages = 8;

    [LargePagesFact]
    public void What_was_granted_is_what_the_system_reports_and_nothing_is_changed()
    {
        byte[] array = GC.AllocateUninitializedArray<byte>(Pages * HugePages.PageBytes, pinned: true);
        new Random(1).NextBytes(array);
        byte[] copy = [.. array];

        int granted = HugePages.Ask(array);

        Assert.InRange(granted, Pages - 1, Pages + 1);
        Assert.Equal((long)granted * HugePages.PageBytes, LargePages.BytesAround<byte>(array));
        Assert.True(array.AsSpan().SequenceEqual(copy));
    }

    [LargePagesFact]
    public void Very_many_pages_of_states_come_into_large_pages()
    {
        var pages = new StatePages();
        byte[] state = new byte[100_000];
        uint[] blocks = [.. Enumerable.Range(0, 1_000).Select(slot => pages.Add(slot, "a"u8, state).Address)];

        // Two lie in a page: those that were there when it became many, and those that came then.
        foreach (uint[] part in new[] { blocks[..700], blocks[800..] })
        {
            long large = part.Sum(block => LargePages.BytesIn(pages.At(block)[..state.Length]));
            Assert.InRange(large, 0.7 * state.Length * part.Length, (double)state.Length * part.Length);
        }
    }

    [LargePagesFact]
    public void A_very_long_array_comes_into_large_pages()
    {
        const int length = 8_000_000;
        var array = new ChunkedArray<long>();
        for (int i = 0; i < length; i++)
        {
            array.Add(i);
        }

        const int step = 1_000;
        long large = Enumerable.Range(0, length / step).Sum(i => LargePages.BytesIn(new ReadOnlySpan<long>(ref array[i * step])));

        Assert.InRange(large, 0.75 * length / step * sizeof(long), (double)length / step * sizeof(long));
    }

    [LargePagesFact]
    public void The_index_of_very_many_people_comes_into_large_pages()
    {
        var index = new UserIndex(new Numbers());
        for (int slot = 0; slot < 800_000; slot++)
        {
            index.Add(UserHash.Of(Numbers.Id(slot)), slot);
        }

        Assert.InRange(LargePages.BytesIn<ulong>(TableOf(index)), 0.75 * index.Bytes, index.Bytes);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_table")]
    private static extern ref ulong[] TableOf(UserIndex index);

    private sealed class Numbers : IUserIds
    {
        public static byte[] Id(int slot) => Encoding.ASCII.GetBytes(slot.ToString(CultureInfo.InvariantCulture));

        public ReadOnlySpan<byte> IdOf(int slot) => Id(slot);
    }
}
