"""(3d) Details told in sentences, and the sentences that put them right. Nothing here fails."""
