import org.opensearch.index.IndexModule;
import org.opensearch.index.IndexSettings;
import org.opensearch.index.shard.IndexEventListener;
import org.opensearch.index.shard.IndexShard;
import org.opensearch.plugins.Plugin;

/**
 * Lets a replica wait a moment before it asks its primary for files.
 *
 * The elected manager applies a cluster state after all other nodes: a primary there often does not know of a new
 * replica yet when that asks, and then sleeps for a second (RecoverySourceHandler.waitForAssignmentPropagate, which no
 * setting shortens).
 */
public final class RecoveryDelay extends Plugin {
    private static final long MILLISECONDS = 50;

    @Override
    public void onIndexModule(IndexModule module) {
        module.addIndexEventListener(new IndexEventListener() {
            @Override
            public void beforeIndexShardRecovery(IndexShard shard, IndexSettings settings) {
                if (shard.routingEntry().primary()) {
                    return;
                }
                try {
                    Thread.sleep(MILLISECONDS);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }
        });
    }
}
