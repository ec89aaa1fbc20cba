using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Tests.Users;

public sealed class ChunkedArrayTests
{
    private const int ElementsOfManyChunks = 300_000;

    [Fact]
    public void What_was_added_stays_where_it_is_while_the_array_grows()
    {
        var array = new ChunkedArray<long>();
        array.Add(-1);
        ref long first = ref array[0];
        for (int i = 1; i < ElementsOfManyChunks; i++)
        {
            Assert.Equal(i, array.Add(i));
        }

        first = 7;
        GC.Collect();

        Assert.Equal(ElementsOfManyChunks, array.Count);
        Assert.Equal(7, array[0]);
        Assert.All(Enumerable.Range(1, ElementsOfManyChunks - 1), i => Assert.Equal(i, array[i]));
    }

    [Fact]
    public void The_space_of_what_was_removed_is_used_again()
    {
        var array = new ChunkedArray<int>();
        array.Add(1);
        array.Add(2);

        array.RemoveLast();

        Assert.Equal(1, array.Count);
        Assert.Equal(1, array.Add(3));
        Assert.Equal([1, 3], Enumerable.Range(0, array.Count).Select(i => array[i]));
    }
}
