using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Tests.StateLog;

public class DequeTests
{
    [Fact]
    public void It_agrees_with_a_queue_while_it_grows_and_shrinks()
    {
        var random = new Random(5);
        var deque = new Deque<int>();
        var expected = new Queue<int>();
        for (int i = 0; i < 3000; i++)
        {
            for (int n = random.Next(40); n > 0; n--)
            {
                deque.Enqueue(i + n);
                expected.Enqueue(i + n);
            }

            int take = random.Next(Math.Min(41, expected.Count + 1));
            deque.Dequeue(take);
            for (int n = 0; n < take; n++)
            {
                expected.Dequeue();
            }

            Assert.Equal(expected.Count, deque.Count);
            if (expected.Count > 0)
            {
                Assert.Equal(expected.Peek(), deque[0]);
                Assert.Equal(expected.Last(), deque[deque.Count - 1]);
            }
        }
    }
}
