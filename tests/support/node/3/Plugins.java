import java.util.Collection;
import java.util.List;
import org.opensearch.Version;
import org.opensearch.plugins.Plugin;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/** Names the plugins of nodes of OpenSearch 3: the transport, and what makes tests quicker. */
final class Plugins {
    private Plugins() {}

    static Collection<PluginInfo> all() {
        return List.of(info(Netty4ModulePlugin.class), info(RecoveryDelay.class));
    }

    private static PluginInfo info(Class<? extends Plugin> plugin) {
        String name = plugin.getName();
        return new PluginInfo(
                name, "", "", Version.CURRENT, Runtime.version().toString(), name, null, List.of(), false);
    }
}
